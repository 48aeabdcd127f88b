-- Fire one due time of a cron schedule: note it and publish its request, or only note that it is
-- over. One step, and refused when repeated: a due time fires once, whoever crashes when, and
-- whatever the clock does.
-- KEYS  positions, stream, seen mark
-- ARGV  token, schedule's name, its text, due time in ms, the latest to fire it in ms (0: any),
--       lifetime of the mark in s, field, value, ... (none: only note it)
-- Returns fired, passed, known (it or a later one is over), changed (the schedule), or lost (a
-- newer token was here).
local newest = tonumber(redis.call('HGET', KEYS[1], 'fence') or '0')
if tonumber(ARGV[1]) < newest then return 'lost' end
local noted = redis.call('HGET', KEYS[1], ARGV[2]) or ''
local position, fired, text = noted:match('^(%d+) (%d+) (.*)$')
if text ~= ARGV[3] then return 'changed' end
if tonumber(position) >= tonumber(ARGV[4]) then return 'known' end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local latest = tonumber(ARGV[5])
local word = 'passed'
if #ARGV > 6 and (latest == 0 or now <= latest) then
  -- First, since a full memory refuses only what comes before the first write.
  local id = redis.call('XADD', KEYS[2], '*', unpack(ARGV, 7))
  redis.call('SET', KEYS[3], id, 'EX', ARGV[6])
  word, fired = 'fired', ARGV[4]
end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[4] .. ' ' .. fired .. ' ' .. text)
return word
