-- Replace whole hashes, if the fencing token is still the newest.
-- KEYS  fence, hash, ...
-- ARGV  token, lifetime in s, per hash: number of fields n, n times field and value
-- Returns 1, or 0 if another instance holds the lease now.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
local at = 3
for i = 2, #KEYS do
  redis.call('DEL', KEYS[i])
  local n = tonumber(ARGV[at])
  for j = at + 1, at + 2 * n, 2 do redis.call('HSET', KEYS[i], ARGV[j], ARGV[j + 1]) end
  if n > 0 and tonumber(ARGV[2]) > 0 then redis.call('EXPIRE', KEYS[i], ARGV[2]) end
  at = at + 1 + 2 * n
end
return 1
