-- Replace the channel cache by a listing, and lay over it what was noted since the listing began.
-- KEYS  fence, names by id, ids by name, notes
-- ARGV  token, begin of the listing in µs, lifetime in s, id, name, ...
-- Returns 1, or 0 if another instance holds the lease now.
-- Notes from before are dropped: no later listing is older.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local by_id, by_name, notes = KEYS[2], KEYS[3], KEYS[4]
local names, ids, began = {}, {}, tonumber(ARGV[2])
for i = 4, #ARGV, 2 do names[ARGV[i]], ids[ARGV[i + 1]] = ARGV[i + 1], ARGV[i] end
local noted, recent = redis.call('HGETALL', notes), {}
for i = 1, #noted, 2 do
  local at, name = string.match(noted[i + 1], '^(%d+) (.*)$')
  if tonumber(at) < began then
    redis.call('HDEL', notes, noted[i])
  else
    recent[#recent + 1] = {at = tonumber(at), id = noted[i], name = name}
  end
end
-- In the order in which they were noted: a name may have gone from one channel to another.
table.sort(recent, function(one, other) return one.at < other.at end)
for _, note in ipairs(recent) do
  local before = names[note.id]
  if before and ids[before] == note.id then ids[before] = nil end
  names[note.id] = nil
  if note.name ~= '' then names[note.id], ids[note.name] = note.name, note.id end
end
redis.call('DEL', by_id, by_name)
for id, name in pairs(names) do redis.call('HSET', by_id, id, name) end
for name, id in pairs(ids) do redis.call('HSET', by_name, name, id) end
redis.call('EXPIRE', by_id, ARGV[3])
redis.call('EXPIRE', by_name, ARGV[3])
return 1
