-- End the questions whose time is over, by Redis's clock. They stay among the due until
-- fenced_step_shown.lua, so that whoever dies before the message was changed has a successor. Some
-- were ended by a click and put back, since their message could not be changed just then.
-- KEYS  fence, due          ARGV  token, limit, lifetime of an ended record in s
-- Returns {id, record, ...}, or false if another instance holds the lease now.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return false end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[2])) do
  local step = KEYS[2] .. ':' .. id
  local state, ts = unpack(redis.call('HMGET', step, 'state', 'ts'))
  if state == 'open' then
    redis.call('HSET', step, 'state', 'expired')
    redis.call('EXPIRE', step, ARGV[3])
    state = 'expired'
  end
  if state and ts then
    answer[#answer + 1] = id
    answer[#answer + 1] = redis.call('HGETALL', step)
  else
    redis.call('ZREM', KEYS[2], id)
  end
end
return answer
