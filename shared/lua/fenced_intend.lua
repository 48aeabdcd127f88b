-- As intend.lua, for a background task: the fencing token stands in for the ownership of an entry.
-- KEYS  fence, writes of the task          ARGV  token, field, intent, lifetime in s
-- Returns {'lost'}, {'known', what was noted before}, or {'go'}.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {'lost'} end
local known = redis.call('HGET', KEYS[2], ARGV[2])
if known then return {'known', known} end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[4])
return {'go'}
