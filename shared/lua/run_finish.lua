-- End a run that this consumer carries out, and free its slot, unless its child may still be there:
-- then the slot frees itself when its lease is over. Safe to repeat.
-- KEYS  jobs
-- ARGV  consumer, run id, state, lifetime of an ended run in s, 1 to free the slot, field, value, ...
-- Returns {1 if it ended so, or 0 if it is not this consumer's any more, fields of the run}
local prefix = '{' .. KEYS[1] .. '}:'
local id = ARGV[2]
local run = prefix .. 'run:' .. id
local state, holder, job, elsewhere = unpack(redis.call('HMGET', run, 'state', 'holder', 'job', 'ended_at'))
if holder ~= ARGV[1] or elsewhere then return {0, redis.call('HGETALL', run)} end
if state == 'running' then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('HSET', run, 'state', ARGV[3], 'ended_ms', now, unpack(ARGV, 6))
  if ARGV[5] == '1' then redis.call('ZREM', prefix .. 'slots:' .. job, id) end
  redis.call('ZREM', prefix .. 'active', id)
  redis.call('ZADD', prefix .. 'ended', now, id)
  redis.call('EXPIRE', run, ARGV[4])
  redis.call('EXPIRE', prefix .. 'output:' .. id, ARGV[4])
  state = ARGV[3]
end
return {state == ARGV[3] and 1 or 0, redis.call('HGETALL', run)}
