-- Call off a request that is not due yet, if whoever asks may, once for each key.
-- KEYS  later, its requests, mark of the key
-- ARGV  id, team and user whose it must be (empty: anybody's), lifetime of the mark in s
-- Returns {removed or theirs, request}, or {unknown}.
local known = redis.call('GET', KEYS[3])
if known then return {'removed', known} end
local request = redis.call('HGET', KEYS[2], ARGV[1])
if not request then return {'unknown'} end
local owner = cjson.decode(request).principal
if ARGV[3] ~= '' and (owner.team_id ~= ARGV[2] or owner.user_id ~= ARGV[3]) then
  return {'theirs', request}
end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('SET', KEYS[3], request, 'EX', ARGV[4])
return {'removed', request}
