-- Record finished handlers and acknowledge entries of one stream, as a batch.
-- KEYS  stream, per entry: chain
-- ARGV  group, consumer, lifetime in s, 1 to delete what is acknowledged,
--       per entry: entry id, 1 to acknowledge, number of fields n, n times field and value
-- Returns per entry 1, or 0 if it was to be acknowledged and belongs to another consumer now. One
-- that is pending no more was acknowledged before, most likely by us, and the reply was lost.
-- What a handler did is recorded whoever owns the entry: it is true all the same.
local group, consumer, ttl, delete = ARGV[1], ARGV[2], ARGV[3], ARGV[4] == '1'
local answers, at = {}, 5
for i = 2, #KEYS do
  local entry, ack, n = ARGV[at], ARGV[at + 1] == '1', tonumber(ARGV[at + 2])
  if n > 0 then
    redis.call('HSET', KEYS[i], unpack(ARGV, at + 3, at + 2 + 2 * n))
    if redis.call('TTL', KEYS[i]) < tonumber(ttl) then redis.call('EXPIRE', KEYS[i], ttl) end
  end
  at = at + 3 + 2 * n
  local owned = 1
  if ack then
    local holder = redis.call('XPENDING', KEYS[1], group, entry, entry, 1)[1]
    owned = (not holder or holder[2] == consumer) and 1 or 0
    if holder and owned == 1 then
      redis.call('XACK', KEYS[1], group, entry)
      if delete then redis.call('XDEL', KEYS[1], entry) end
    end
  end
  answers[#answers + 1] = owned
end
return answers
