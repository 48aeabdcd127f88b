-- Reserve the next free slot for a write to Slack (GCRA), for all processes together.
-- Reserving, rather than refusing, keeps a crowd of waiting entries from asking again and again:
-- each comes back once, when its turn has come.
-- KEYS  time of the next slot, this write's slot, pause
-- ARGV  spacing in µs (0: no limit, only the pause), burst, how long a slot is kept in ms
-- Returns the wait in ms; 0 is go.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local pause = redis.call('PTTL', KEYS[3])
local spacing, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
if pause > 0 then return pause end
if spacing == 0 then return 0 end
local slot = tonumber(redis.call('GET', KEYS[2]) or '0')
if slot == 0 then
  local next_free = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
  slot = math.max(next_free - spacing * (burst - 1), now)
  local taken = next_free + spacing
  redis.call('SET', KEYS[1], string.format('%.0f', taken), 'PX',
             math.ceil((taken - now) / 1000) + 1000)
end
local wait = math.ceil((slot - now) / 1000)
if wait <= 0 then
  redis.call('DEL', KEYS[2])
  return 0
end
redis.call('SET', KEYS[2], string.format('%.0f', slot), 'PX', wait + tonumber(ARGV[3]))
return wait
