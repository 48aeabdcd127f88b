-- Publish the requests that are due. Any process may do it: each is moved once.
-- KEYS  stream, later, its requests          ARGV  limit, lifetime of the seen mark in s
-- Returns {now in ms, due time of each that was moved in ms, ...}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer = {now}
local due = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'WITHSCORES', 'LIMIT', 0, ARGV[1])
for i = 1, #due, 2 do
  local request = redis.call('HGET', KEYS[3], due[i])
  if request then
    local key = 'later:' .. due[i]
    local id = redis.call('XADD', KEYS[1], '*', 'request_id', '', 'gateway_ts', now,
      'event_ts', math.floor(due[i + 1] / 1000), 'event_id', key,
      'json', request, 'team_id', cjson.decode(request).principal.team_id)
    redis.call('SET', '{' .. KEYS[1] .. '}:seen:' .. key, id, 'EX', ARGV[2])
    redis.call('HDEL', KEYS[3], due[i])
    answer[#answer + 1] = tonumber(due[i + 1])
  end
  redis.call('ZREM', KEYS[2], due[i])
end
return answer
