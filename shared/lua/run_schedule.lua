-- Ask for a run, once for each key. The same type and arguments, if still pending, are updated and
-- not doubled. All keys are of one hash tag and made from the stream's name.
-- KEYS  jobs
-- ARGV  key, its lifetime in s, delay in ms, how often a wait may be prolonged, type, digest of the
--       arguments, most waiting time in ms (0: none), field, value, ...
-- Returns {word, run id, due in ms, 1 if one of the type is running, fields before an update}; the
-- word is added, updated, known (the key) or joined (a retry of what somebody else waits for)
local prefix = '{' .. KEYS[1] .. '}:'
local mark, job, digest = prefix .. 'asked:' .. ARGV[1], ARGV[5], ARGV[6]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local delay = tonumber(ARGV[3])

local running = 0
for _, other in ipairs(redis.call('ZRANGEBYSCORE', prefix .. 'slots:' .. job, '(' .. now, '+inf')) do
  if redis.call('HGET', prefix .. 'run:' .. other, 'state') == 'running' then running = 1 end
end

local known = redis.call('GET', mark)
if known then
  local due = redis.call('HGET', prefix .. 'run:' .. known, 'due_ms') or now
  return {'known', tonumber(known), tonumber(due), running, {}}
end

local same = job .. ' ' .. digest
local id = redis.call('HGET', prefix .. 'pending', same)
local word, before, due = 'added', {}, now + delay
local retry = false
for i = 8, #ARGV, 2 do retry = retry or (ARGV[i] == 'via' and ARGV[i + 1] == 'retry') end
if id and retry then
  -- Whoever asked for the pending one is told of it; in a retry's place they would not be.
  return {'joined', tonumber(id), tonumber(redis.call('HGET', prefix .. 'run:' .. id, 'due_ms')), running, {}}
elseif id then
  word, before = 'updated', redis.call('HGETALL', prefix .. 'run:' .. id)
  -- Whoever asks again and again must not put it off for ever.
  local created = tonumber(redis.call('HGET', prefix .. 'run:' .. id, 'created_ms'))
  due = math.max(now, math.min(due, created + delay * tonumber(ARGV[4])))
else
  id = redis.call('INCR', prefix .. 'ids')
  redis.call('HSET', prefix .. 'run:' .. id, 'created_ms', now, 'job', job, 'digest', digest)
  redis.call('HSET', prefix .. 'pending', same, id)
  redis.call('ZADD', prefix .. 'active', id, id)
end
local run = prefix .. 'run:' .. id
redis.call('HSET', run, 'due_ms', due, unpack(ARGV, 8))
local wait = tonumber(ARGV[7])
redis.call('HSET', run, 'expires_ms', wait > 0 and due + wait or 0)

if due > now then
  -- Back to waiting, also if it was about to start: its entry is stale then.
  local entry = redis.call('HGET', run, 'entry')
  if entry then
    redis.call('XDEL', KEYS[1], entry)
    redis.call('HDEL', run, 'entry')
    redis.call('ZREM', prefix .. 'slots:' .. job, id)
  end
  redis.call('ZREM', prefix .. 'queue:' .. job, id)
  redis.call('ZADD', prefix .. 'due', due, id)
  redis.call('HSET', run, 'state', 'scheduled')
elseif redis.call('HGET', run, 'state') ~= 'queued' then
  redis.call('ZREM', prefix .. 'due', id)
  redis.call('ZADD', prefix .. 'queue:' .. job, due, id)
  redis.call('SADD', prefix .. 'types', job)
  redis.call('HSET', run, 'state', 'queued', 'queued_ms', now)
end
redis.call('SET', mark, id, 'EX', ARGV[2])
return {word, tonumber(id), due, running, before}
