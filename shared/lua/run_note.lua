-- Note something about a run, if this consumer carries it out, or its entry is this consumer's.
-- KEYS  jobs
-- ARGV  group, consumer, entry id, run id, `run` or `output`, field, value, ...
-- Returns 1, or 0 if it is another consumer's now.
local prefix = '{' .. KEYS[1] .. '}:'
local entry, id = ARGV[3], ARGV[4]
if #redis.call('XPENDING', KEYS[1], ARGV[1], entry, entry, 1, ARGV[2]) == 0 then return 0 end
if redis.call('HGET', prefix .. 'run:' .. id, 'entry') ~= entry then return 0 end
redis.call('HSET', prefix .. ARGV[5] .. ':' .. id, unpack(ARGV, 6))
return 1
