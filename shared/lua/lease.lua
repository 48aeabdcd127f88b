-- Take or renew the lease of the background tasks. Safe to repeat when a reply was lost.
-- KEYS  lease, fence          ARGV  holder, lifetime in ms
-- Returns the fencing token if the lease is held, else 0. A renewal is a PEXPIRE, which works even
-- when the memory is full.
local holder = redis.call('GET', KEYS[1])
local fence = tonumber(redis.call('GET', KEYS[2]) or '0')
if holder == ARGV[1] and fence > 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return fence
end
if holder and holder ~= ARGV[1] then
  -- A clock that was set back makes the lease outlive its holder, by an hour if it was an hour.
  if redis.call('PTTL', KEYS[1]) > tonumber(ARGV[2]) then
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
  end
  return 0
end
-- Tokens begin at the time, not at 1: a Redis that lost its data must not give one out again.
local time = redis.call('TIME')
fence = math.max(fence + 1, time[1] * 1000000 + time[2])
redis.call('SET', KEYS[2], string.format('%.0f', fence))
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return fence
