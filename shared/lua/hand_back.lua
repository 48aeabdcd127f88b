-- Offer entries to the other consumers at once: they look idle, and their deliveries are unchanged.
-- KEYS  stream          ARGV  group, consumer, idle time in ms, entry id, ...
-- Returns how many were handed back.
local count = 0
for i = 4, #ARGV do
  if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2]) == 1 then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'IDLE', ARGV[3], 'JUSTID')
    count = count + 1
  end
end
return count
