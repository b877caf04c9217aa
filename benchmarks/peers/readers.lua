-- For wrk: addresses of a file in turn, a pause before each; closes with one line of JSON.
-- Environment: ADDRESSES (a file, one a line), THINK_MS (the pause, on average).

local addresses, asked = {}, 0
local think = tonumber(os.getenv("THINK_MS") or 0)

for line in io.lines(os.getenv("ADDRESSES")) do
   addresses[#addresses + 1] = line
end

function request()
   asked = asked + 1
   return wrk.format("GET", addresses[(asked - 1) % #addresses + 1])
end

if think > 0 then
   function delay()
      return math.random(think / 2, think * 3 / 2)
   end
end

function done(summary, latency, requests)
   local errors = summary.errors
   local wrong = errors.connect + errors.read + errors.write + errors.status + errors.timeout
   print(string.format('{"requests": %d, "seconds": %f, "errors": %d, "p50_ms": %f, "p95_ms": %f, "p99_ms": %f}',
      summary.requests, summary.duration / 1e6, wrong,
      latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
