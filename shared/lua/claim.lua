-- Take over entries whose consumer stopped renewing them.
-- KEYS  stream          ARGV  group, consumer, idle time in ms, limit
-- Returns {{entry id, deliveries before this one, fields}, ...}; fields is empty if the entry was
-- trimmed while it was pending (it is acknowledged here: nobody can work on it any more).
local group, consumer = ARGV[1], ARGV[2]
local answers = {}
local pending = redis.call('XPENDING', KEYS[1], group, 'IDLE', ARGV[3], '-', '+', ARGV[4])
for _, entry in ipairs(pending) do
  local claimed = redis.call('XCLAIM', KEYS[1], group, consumer, ARGV[3], entry[1])
  -- Redis 6.2 answers false for a trimmed entry and keeps it pending; 7.0 drops it.
  local fields = claimed[1] and claimed[1][2]
  if fields and #fields > 0 then
    answers[#answers + 1] = {entry[1], entry[4], fields}
  else
    redis.call('XACK', KEYS[1], group, entry[1])
    answers[#answers + 1] = {entry[1], entry[4], {}}
  end
end
return answers
