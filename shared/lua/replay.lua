-- Publish a dead letter again and forget why it failed.
-- KEYS  stream, dead-letter stream, chain, seen mark
-- ARGV  dead letter's id, lifetime of the mark and the chain in s
-- Returns the new entry's id, or false if there is no such dead letter.
local letter = redis.call('XRANGE', KEYS[2], ARGV[1], ARGV[1])[1]
if not letter then return false end
local fields, kept = letter[2], {}
for i = 1, #fields, 2 do
  -- Fields of the burial begin with `dead_`; a `retry` would count against the replay.
  if fields[i]:sub(1, 5) ~= 'dead_' and fields[i] ~= 'retry' then
    kept[#kept + 1] = fields[i]
    kept[#kept + 1] = fields[i + 1]
  end
end
local id = redis.call('XADD', KEYS[1], '*', unpack(kept))
redis.call('SET', KEYS[4], id, 'EX', ARGV[2])
for _, name in ipairs(redis.call('HKEYS', KEYS[3])) do
  if name:sub(1, 7) == 'failed:' then redis.call('HDEL', KEYS[3], name) end
end
redis.call('HDEL', KEYS[3], 'finished')
-- An operator asked for it: it goes on whatever its age.
redis.call('HSETNX', KEYS[3], 'begun', 0)
redis.call('EXPIRE', KEYS[3], ARGV[2])
redis.call('XDEL', KEYS[2], ARGV[1])
return id
