-- Park an entry until it is due, and acknowledge it.
-- KEYS  stream, chain, parked, parked entries
-- ARGV  group, consumer, entry id, wait in ms, lifetime of the chain in s,
--       1 to delete what is acknowledged, field, value, ...
-- Returns 1, or 0 if the entry belongs to another consumer now.
local group, entry = ARGV[1], ARGV[3]
if #redis.call('XPENDING', KEYS[1], group, entry, entry, 1, ARGV[2]) == 0 then
  -- Parked already, and the reply was lost?
  return redis.call('HEXISTS', KEYS[4], entry)
end
local time = redis.call('TIME')
local due = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[4])
local fields = {}
for i = 7, #ARGV do fields[#fields + 1] = ARGV[i] end
redis.call('HSET', KEYS[4], entry, cmsgpack.pack(fields))
redis.call('ZADD', KEYS[3], due, entry)
-- Without the chain the second run would repeat what the first one has done.
redis.call('HSETNX', KEYS[2], 'begun', due)
redis.call('EXPIRE', KEYS[2], math.ceil(tonumber(ARGV[4]) / 1000) + tonumber(ARGV[5]))
redis.call('XACK', KEYS[1], group, entry)
if ARGV[6] == '1' then redis.call('XDEL', KEYS[1], entry) end
return 1
