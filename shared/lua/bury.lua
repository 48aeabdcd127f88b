-- Move an entry to the dead-letter stream. Adding comes first: a failure leaves it pending.
-- KEYS  stream, chain, dead-letter stream
-- ARGV  group, consumer, entry id, lifetime of the chain in s, 1 to delete what is acknowledged,
--       field, value, ...
-- Returns the dead letter's id, or false if the entry belongs to another consumer now.
local group, entry = ARGV[1], ARGV[3]
if #redis.call('XPENDING', KEYS[1], group, entry, entry, 1, ARGV[2]) == 0 then
  -- Buried already, and the reply was lost? Then its letter is among the newest.
  for _, letter in ipairs(redis.call('XREVRANGE', KEYS[3], '+', '-', 'COUNT', 100)) do
    for i = 1, #letter[2], 2 do
      if letter[2][i] == 'dead_entry_id' and letter[2][i + 1] == entry then return letter[1] end
    end
  end
  return false
end
local id = redis.call('XADD', KEYS[3], '*', unpack(ARGV, 6))
-- A replay must not repeat what did succeed.
redis.call('EXPIRE', KEYS[2], ARGV[4])
redis.call('XACK', KEYS[1], group, entry)
if ARGV[5] == '1' then redis.call('XDEL', KEYS[1], entry) end
return id
