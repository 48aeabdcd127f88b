-- Note that an ended question's message says so, or cannot be made to.
-- KEYS  fence, due          ARGV  token, id
-- Returns 1, or 0 if another instance holds the lease now.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('ZREM', KEYS[2], ARGV[2])
return 1
