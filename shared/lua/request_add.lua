-- Keep a request until it is due, once for each key.
-- KEYS  later, its requests, last id, mark of the key
-- ARGV  due time in ms, request, lifetime of the mark in s
-- Returns {id, due time in ms}; an id is never given again.
local known = redis.call('GET', KEYS[4])
if known then
  local id, due = known:match('^(%d+) (%d+)$')
  return {tonumber(id), tonumber(due)}
end
local id = redis.call('INCR', KEYS[3])
redis.call('ZADD', KEYS[1], ARGV[1], id)
redis.call('HSET', KEYS[2], id, ARGV[2])
redis.call('SET', KEYS[4], id .. ' ' .. ARGV[1], 'EX', ARGV[3])
return {id, tonumber(ARGV[1])}
