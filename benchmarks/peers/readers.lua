-- For wrk: addresses of a file in turn, a pause before each, an end after so many; closes with one line of JSON.
-- Environment: ADDRESSES (a file, one a line), THINK (milliseconds of pause, on average), COUNT (0: until time is up).

local addresses, asked, answered, threads = {}, 0, 0, {}
local think, count = tonumber(os.getenv("THINK") or 0), tonumber(os.getenv("COUNT") or 0)

for line in io.lines(os.getenv("ADDRESSES")) do
   addresses[#addresses + 1] = line
end

function setup(thread)
   threads[#threads + 1] = thread
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

if count > 0 then
   function response()
      answered = answered + 1
      if answered == count then wrk.thread:stop() end
   end
end

function done(summary, latency, requests)
   local errors = summary.errors
   local wrong = errors.connect + errors.read + errors.write + errors.status + errors.timeout
   print(string.format('{"requests": %d, "seconds": %f, "errors": %d, "p50_ms": %f, "p95_ms": %f, "p99_ms": %f}',
      summary.requests, summary.duration / 1e6, wrong,
      latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
end
