-- Note where a question stands. Its time begins now, and once: a post may have had to wait long.
-- KEYS  step, due          ARGV  id, time to answer in ms, lifetime of the record in s, channel, ts
-- Returns the record; nothing if it is forgotten.
local state, ts = unpack(redis.call('HMGET', KEYS[1], 'state', 'ts'))
if not state then return {} end
if not ts then
  redis.call('HSET', KEYS[1], 'channel', ARGV[4], 'ts', ARGV[5])
  if state == 'open' or state == 'expired' then
    local time = redis.call('TIME')
    local expires = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2]
    redis.call('HSET', KEYS[1], 'state', 'open', 'expires_ms', string.format('%.0f', expires))
    redis.call('EXPIRE', KEYS[1], ARGV[3])
    redis.call('ZADD', KEYS[2], expires, ARGV[1])
  end
end
return redis.call('HGETALL', KEYS[1])
