-- Take an answer: the first one of somebody who may, in time; the same event gets the same word
-- again. One step, or of two clicks both would count.
-- KEYS  step, due
-- ARGV  id, who answers (in all their workspaces), their user id, event (empty: only look), answer, channel and ts of the
--       question's message (empty: not known), lifetime of an ended record in s
-- Returns {word, record}: taken (open, if only looked), answered (by another event), expired,
-- withdrawn, theirs (this person may not) or gone.
local known = redis.call('HMGET', KEYS[1], 'state', 'event', 'expires_ms', 'allowed', 'barred')
local state, event, expires, allowed, barred = unpack(known)
if not state then return {'gone', {}} end

local function among(list, ones)
  for one in ones:gmatch('%S+') do
    if (' ' .. list .. ' '):find(' ' .. one .. ' ', 1, true) then return true end
  end
  return false
end

local function word()
  if state == 'answered' and event == ARGV[4] then return 'taken' end
  if state ~= 'open' then return state end
  local time = redis.call('TIME')
  if time[1] * 1000 + math.floor(time[2] / 1000) >= tonumber(expires) then return 'expired' end
  if among(barred, ARGV[3]) then return 'theirs' end
  if allowed ~= '' and not among(allowed, ARGV[2]) then return 'theirs' end
  return ARGV[4] == '' and 'open' or 'taken'
end

local found = word()
if ARGV[4] ~= '' then
  if ARGV[7] ~= '' and redis.call('HSETNX', KEYS[1], 'ts', ARGV[7]) == 1 then
    redis.call('HSET', KEYS[1], 'channel', ARGV[6])
  end
  if state == 'open' and found == 'taken' then
    redis.call('HSET', KEYS[1], 'state', 'answered', 'answer', ARGV[5], 'answered_by', ARGV[3],
      'event', ARGV[4])
    redis.call('EXPIRE', KEYS[1], ARGV[8])
    redis.call('ZREM', KEYS[2], ARGV[1])
  elseif state == 'open' and found == 'expired' then
    -- It stays among the due: bgtasks changes the message too, if whoever clicked dies now.
    redis.call('HSET', KEYS[1], 'state', 'expired')
    redis.call('EXPIRE', KEYS[1], ARGV[8])
  end
end
return {found, redis.call('HGETALL', KEYS[1])}
