-- Begin a run whose entry was read, or find out what became of it.
-- KEYS  jobs
-- ARGV  group, consumer, entry id, run id, lease in ms, lifetime of an ended run in s
-- Returns {word, fields of the run}:
--   go     it is this consumer's now (again, if only the reply was lost): start it
--   ended  it is over and has to be told: expired, or lost with the consumer that held it, or
--          ended by one that died before it could tell
--   told   nothing is left to do: acknowledge
--   lost   the entry belongs to another consumer
local prefix = '{' .. KEYS[1] .. '}:'
local group, consumer, entry, id = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local run = prefix .. 'run:' .. id
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if #redis.call('XPENDING', KEYS[1], group, entry, entry, 1, consumer) == 0 then return {'lost', {}} end
local state, own, holder, job, expires, kill_after, digest, told = unpack(redis.call('HMGET', run,
  'state', 'entry', 'holder', 'job', 'expires_ms', 'kill_after_ms', 'digest', 'told'))
if own ~= entry then return {'told', {}} end -- taken back, cancelled or forgotten since

local function over(how)
  redis.call('HSET', run, 'state', how, 'ended_ms', now, 'ended_at', consumer)
  redis.call('ZREM', prefix .. 'active', id)
  redis.call('ZADD', prefix .. 'ended', now, id)
  redis.call('EXPIRE', run, ARGV[6])
  redis.call('EXPIRE', prefix .. 'output:' .. id, ARGV[6])
  return {'ended', redis.call('HGETALL', run)}
end

if state == 'queued' then
  local same = job .. ' ' .. digest
  if redis.call('HGET', prefix .. 'pending', same) == id then
    redis.call('HDEL', prefix .. 'pending', same)
  end
  if tonumber(expires) > 0 and tonumber(expires) < now then
    redis.call('ZREM', prefix .. 'slots:' .. job, id)
    return over('expired')
  end
  redis.call('HSET', run, 'state', 'running', 'started_ms', now, 'holder', consumer)
  holder = consumer
elseif state == 'running' and holder ~= consumer then
  -- Its slot stays taken until the slot's own lease is over: its children may still be ending.
  return over('lost')
end
if redis.call('HGET', run, 'state') == 'running' then
  redis.call('ZADD', prefix .. 'slots:' .. job, now + tonumber(ARGV[5]) + tonumber(kill_after), id)
  return {'go', redis.call('HGETALL', run)}
end
return {told and 'told' or 'ended', redis.call('HGETALL', run)}
