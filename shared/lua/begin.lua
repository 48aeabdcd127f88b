-- Decide, for a batch of entries of one stream, which may begin. Redis TIME is the only clock.
-- KEYS  per entry: seen mark, chain
-- ARGV  lifetime in s, how far ahead a timestamp may lie in ms,
--       per entry: entry id, own timestamp in ms (0: none), age limit in ms (0: none)
-- Returns {now in ms, per entry: {verdict, age in ms, chain's fields if begun before}}
-- Order matters: a chain that was begun goes on whatever its age, or a crash would lose its rest.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ttl, ahead = ARGV[1], tonumber(ARGV[2])
local answers = {now}
for i = 1, #KEYS / 2 do
  local seen, chain = KEYS[2 * i - 1], KEYS[2 * i]
  local entry, ts, limit = ARGV[3 * i], tonumber(ARGV[3 * i + 1]), tonumber(ARGV[3 * i + 2])
  local owner, age = redis.call('GET', seen), now - ts
  if not owner then redis.call('SET', seen, entry, 'EX', ttl) end -- a Go gateway does not mark
  local verdict, record = 'new', {}
  if owner and owner ~= entry then
    verdict = 'duplicate'
  else
    record = redis.call('HGETALL', chain)
    if #record > 0 then
      verdict = 'begun'
    elseif ts > 0 and age < -ahead then
      verdict = 'future'
    elseif ts > 0 and limit > 0 and age > limit then
      verdict = 'stale'
    else
      redis.call('HSET', chain, 'begun', now)
      redis.call('EXPIRE', chain, ttl)
    end
  end
  answers[#answers + 1] = {verdict, age, record}
end
return answers
