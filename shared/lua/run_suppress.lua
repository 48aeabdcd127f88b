-- Hold back a type for a time, once for each key; or, with an end of 0, lift all that holds it.
-- KEYS  jobs          ARGV  key, its lifetime in s, type, start in ms, end in ms, by whom
-- Returns the id of the suppression, or how many were lifted
local prefix = '{' .. KEYS[1] .. '}:'
local rules = prefix .. 'suppressions'
if tonumber(ARGV[5]) == 0 then
  local lifted, found = 0, redis.call('HGETALL', rules)
  for i = 1, #found, 2 do
    if string.match(found[i + 1], '%S+$') == ARGV[3] then
      redis.call('HDEL', rules, found[i])
      lifted = lifted + 1
    end
  end
  return lifted
end
local known = redis.call('GET', prefix .. 'asked:' .. ARGV[1])
if known then return tonumber(known) end
local id = redis.call('INCR', prefix .. 'suppression_ids')
redis.call('HSET', rules, id, table.concat({ARGV[4], ARGV[5], ARGV[6], ARGV[3]}, ' '))
redis.call('SET', prefix .. 'asked:' .. ARGV[1], id, 'EX', ARGV[2])
return id
