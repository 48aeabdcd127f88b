-- Keep the entries that this consumer works on from being claimed.
-- KEYS  stream          ARGV  group, consumer, entry id, ...
-- Returns the ids that are still this consumer's. The check matters: XCLAIM alone would steal an
-- entry back from whoever claimed it in the meantime.
local owned = {}
for i = 3, #ARGV do
  if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2]) == 1 then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
    owned[#owned + 1] = ARGV[i]
  end
end
return owned
