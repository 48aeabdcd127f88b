-- Publish again the parked entries of one stream that are due. Any process may do it.
-- KEYS  stream, parked, parked entries          ARGV  limit, lifetime of the mark in s
-- Returns {number moved, due time of the next in ms or false}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, entry in ipairs(due) do
  local packed = redis.call('HGET', KEYS[3], entry)
  if packed then
    local fields = cmsgpack.unpack(packed)
    local id = redis.call('XADD', KEYS[1], '*', unpack(fields))
    for i = 1, #fields, 2 do
      if fields[i] == 'event_id' then
        -- The mark must follow the event to its new entry, or it would count as a duplicate.
        redis.call('SET', '{' .. KEYS[1] .. '}:seen:' .. fields[i + 1], id, 'EX', ARGV[2])
      end
    end
    redis.call('HDEL', KEYS[3], entry)
  end
  redis.call('ZREM', KEYS[2], entry)
end
return {#due, redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2] or false}
