-- Trim a stream by time, and say how many entries went that nobody had read. Needs no fencing
-- token: whoever trims, the same entries go.
-- KEYS  stream          ARGV  how long entries are kept in ms, how many go at once
-- Returns {entries removed, unread entries gone, 1 if there is more to remove}. The second is of
-- the group that lost most. It counts what goes now, and on Redis 7 what a foreign MAXLEN (a Go
-- gateway's) took before.
if redis.call('EXISTS', KEYS[1]) == 0 then return {0, 0, 0} end

local function named(pairs)
  local fields = {}
  for i = 1, #pairs, 2 do fields[pairs[i]] = pairs[i + 1] end
  return fields
end

local function count(from, to)
  local total = 0
  repeat -- in pages, to hold little at once
    local page = redis.call('XRANGE', KEYS[1], from, to, 'COUNT', 1000)
    total = total + #page
    if #page > 0 then from = '(' .. page[#page][1] end
  until #page < 1000
  return total
end

-- What is over the limit goes at the next call: everybody else waits for this script.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local bound = string.format('%.0f-0', now - tonumber(ARGV[1]))
local old = redis.call('XRANGE', KEYS[1], '-', '(' .. bound, 'COUNT', ARGV[2])
local more = #old == tonumber(ARGV[2]) and 1 or 0
if more == 1 then bound = old[#old][1] end

local added = named(redis.call('XINFO', 'STREAM', KEYS[1]))['entries-added']
local most = 0
for _, pairs in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local group = named(pairs)
  local delivered = group['last-delivered-id']
  local gone = count('(' .. delivered, '(' .. bound)
  -- Redis 7 counts what was ever added and read. Where more is unread than the stream still holds,
  -- somebody trimmed it; the counter is set right, so that it is said once.
  local lag = tonumber(group['lag'] or '')
  if lag and lag > 0 then
    local all_unread = #redis.call('XRANGE', KEYS[1], '-', delivered, 'COUNT', 1) == 0
    local waiting = all_unread and redis.call('XLEN', KEYS[1]) or count('(' .. delivered, '+')
    local left = waiting - gone
    gone = gone + math.max(0, lag - waiting)
    redis.call('XGROUP', 'SETID', KEYS[1], group['name'], delivered, 'ENTRIESREAD', added - left)
  end
  most = math.max(most, gone)
end
-- Not `~`: with few entries an approximate trim would keep all of them.
return {redis.call('XTRIM', KEYS[1], 'MINID', bound), most, more}
