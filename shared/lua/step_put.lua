-- Keep a question, once for each id: a second run is given what was frozen by the first.
-- KEYS  step, due
-- ARGV  id, time to answer in ms, lifetime of the record in s, question, who may answer, who may not
-- Returns the record.
local known = redis.call('HGETALL', KEYS[1])
if #known > 0 then return known end
local time = redis.call('TIME')
local expires = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2]
redis.call('HSET', KEYS[1], 'state', 'open', 'expires_ms', string.format('%.0f', expires),
  'question', ARGV[4], 'allowed', ARGV[5], 'barred', ARGV[6])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('ZADD', KEYS[2], expires, ARGV[1])
return redis.call('HGETALL', KEYS[1])
