-- Set fields of a hash, if the fencing token is still the newest.
-- KEYS  fence, hash          ARGV  token, lifetime in s (0: for ever), field, value, ...
-- Returns 1, or 0 if another instance holds the lease now.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[2], unpack(ARGV, 3))
if tonumber(ARGV[2]) > 0 then redis.call('EXPIRE', KEYS[2], ARGV[2]) end
return 1
