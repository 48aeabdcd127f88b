-- Note what Slack answered to a write (overwrites the intent), or forget an intent that Slack
-- certainly did not carry out.
-- KEYS  chain, or writes of a task          ARGV  field, answer (empty: forget), lifetime in s
if ARGV[2] == '' then return redis.call('HDEL', KEYS[1], ARGV[1]) end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if redis.call('TTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('EXPIRE', KEYS[1], ARGV[3]) end
return 1
