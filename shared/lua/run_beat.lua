-- Renew the slots of the runs that this consumer carries out.
-- KEYS  jobs          ARGV  consumer, lease in ms, run id, ...
-- Returns for each run: go, stop (somebody cancelled it) or lost (it is not this consumer's)
local prefix = '{' .. KEYS[1] .. '}:'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local words = {}
for i = 3, #ARGV do
  local id = ARGV[i]
  local state, holder, job, kill_after, by = unpack(redis.call('HMGET', prefix .. 'run:' .. id,
    'state', 'holder', 'job', 'kill_after_ms', 'stopped_by'))
  if state == 'running' and holder == ARGV[1] then
    redis.call('ZADD', prefix .. 'slots:' .. job, now + tonumber(ARGV[2]) + tonumber(kill_after), id)
    words[#words + 1] = by and 'stop' or 'go'
  else
    words[#words + 1] = 'lost'
  end
end
return words
