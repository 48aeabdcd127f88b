-- Note that a handler is about to write to Slack, if its entry is still ours.
-- KEYS  stream, chain          ARGV  group, consumer, entry id, field, intent, lifetime in s
-- Returns {'lost'}, {'known', what was noted before}, or {'go'}.
local group, entry = ARGV[1], ARGV[3]
if #redis.call('XPENDING', KEYS[1], group, entry, entry, 1, ARGV[2]) == 0 then return {'lost'} end
local known = redis.call('HGET', KEYS[2], ARGV[4])
if known then return {'known', known} end
redis.call('HSET', KEYS[2], ARGV[4], ARGV[5])
if redis.call('TTL', KEYS[2]) < tonumber(ARGV[6]) then redis.call('EXPIRE', KEYS[2], ARGV[6]) end
return {'go'}
