-- Return how far each cron schedule is, and begin what is new or was changed now: none fires what was
-- before. What is not there any more is forgotten. Any number of instances may ask; the newest token
-- is kept here, since {<app>}:fence would not share the hash tag.
-- KEYS  positions
-- ARGV  token, number of schedules n, n times name and text, beginnings of names to leave alone, ...
-- Returns {now in ms, each schedule's position in ms}, or false if a newer token was here.
local token = tonumber(ARGV[1])
local newest = tonumber(redis.call('HGET', KEYS[1], 'fence') or '0')
if token < newest then return false end
if token > newest then redis.call('HSET', KEYS[1], 'fence', ARGV[1]) end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local left = 3 + 2 * tonumber(ARGV[2])
local answer, known = {now}, {fence = true}
for i = 3, left - 1, 2 do
  local name, text = ARGV[i], ARGV[i + 1]
  local noted = redis.call('HGET', KEYS[1], name) or ''
  local position, fired, before = noted:match('^(%d+) (%d+) (.*)$')
  if before ~= text then
    position = string.format('%.0f', now)
    redis.call('HSET', KEYS[1], name, position .. ' ' .. (fired or '0') .. ' ' .. text)
  end
  known[name] = true
  answer[#answer + 1] = tonumber(position)
end

for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
  for i = left, #ARGV do
    if name:sub(1, #ARGV[i]) == ARGV[i] then known[name] = true end
  end
  if not known[name] then redis.call('HDEL', KEYS[1], name) end
end
return answer
