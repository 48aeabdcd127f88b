-- Cancel a run that is pending, or ask the consumer that carries it out to stop it.
-- KEYS  jobs          ARGV  run id, by whom, lifetime of an ended run in s, 1 to stop a running one
-- Returns {word, fields before}: cancelled, stopping, running (left alone), ended or unknown
local prefix = '{' .. KEYS[1] .. '}:'
local id = ARGV[1]
local run = prefix .. 'run:' .. id
local before = redis.call('HGETALL', run)
if #before == 0 then return {'unknown', {}} end
local state, job, digest, entry = unpack(redis.call('HMGET', run, 'state', 'job', 'digest', 'entry'))
if state == 'running' then
  if ARGV[4] ~= '1' then return {'running', before} end
  redis.call('HSETNX', run, 'stopped_by', ARGV[2])
  return {'stopping', before}
end
if state ~= 'scheduled' and state ~= 'queued' then return {'ended', before} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if entry then
  redis.call('XDEL', KEYS[1], entry)
  redis.call('HDEL', run, 'entry')
end
redis.call('ZREM', prefix .. 'due', id)
redis.call('ZREM', prefix .. 'queue:' .. job, id)
redis.call('ZREM', prefix .. 'slots:' .. job, id)
redis.call('HDEL', prefix .. 'pending', job .. ' ' .. digest)
redis.call('HSET', run, 'state', 'cancelled', 'ended_ms', now, 'stopped_by', ARGV[2])
redis.call('ZREM', prefix .. 'active', id)
redis.call('ZADD', prefix .. 'ended', now, id)
redis.call('EXPIRE', run, ARGV[3])
return {'cancelled', before}
