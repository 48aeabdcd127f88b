-- Publish an event once: the mark and the entry are one step, since marking first and then failing
-- to add would lose the event.
-- KEYS  stream, seen mark          ARGV  lifetime of the mark in s, field, value, ...
-- Returns {1, id} if added, {0, id of the earlier entry} if the event is known.
local known = redis.call('GET', KEYS[2])
if known then return {0, known} end
local id = redis.call('XADD', KEYS[1], '*', unpack(ARGV, 2))
redis.call('SET', KEYS[2], id, 'EX', ARGV[1])
return {1, id}
