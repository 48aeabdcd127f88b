-- Note a channel's name, or that it is gone, in the cache and for a refresh that is under way.
-- KEYS  names by id, ids by name, notes
-- ARGV  id, name (empty: gone), lifetime of the cache in s, lifetime of the notes in s
-- One step: a refresh in between would undo half of it.
local by_id, by_name, notes = KEYS[1], KEYS[2], KEYS[3]
local id, name = ARGV[1], ARGV[2]
local now = redis.call('TIME')
local before = redis.call('HGET', by_id, id)
-- A name may belong to another channel by now.
if before and redis.call('HGET', by_name, before) == id then redis.call('HDEL', by_name, before) end
if name == '' then
  redis.call('HDEL', by_id, id)
else
  redis.call('HSET', by_id, id, name)
  redis.call('HSET', by_name, name, id)
  redis.call('EXPIRE', by_id, ARGV[3])
  redis.call('EXPIRE', by_name, ARGV[3])
end
redis.call('HSET', notes, id, now[1] .. string.format('%06d', now[2]) .. ' ' .. name)
redis.call('EXPIRE', notes, ARGV[4])
