-- Take back a question that nobody has answered.
-- KEYS  step, due          ARGV  id, lifetime of an ended record in s
-- Returns the record; nothing if it is forgotten.
if redis.call('HGET', KEYS[1], 'state') == 'open' then
  redis.call('HSET', KEYS[1], 'state', 'withdrawn')
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  redis.call('ZREM', KEYS[2], ARGV[1])
end
return redis.call('HGETALL', KEYS[1])
