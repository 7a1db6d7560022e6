// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "herald/sink.h"
#include "herald/source.h"
#include "herald/transform.h"

/// GoogleMock classes for the interfaces of the SDK, for tests that check the calls themselves. If only the result
/// counts, use the fakes: they are simpler.
namespace herald::test {

class MockHttpClient : public HttpClient {
 public:
  MOCK_METHOD(HttpResponse, send, (const HttpRequest& request, Clock::time_point deadline, std::stop_token stop),
              (override));
};

class MockHost : public Host {
 public:
  MOCK_METHOD(void, log, (Level level, std::string_view text), (override));
  MOCK_METHOD(std::unique_ptr<HttpClient>, http, (const Settings& settings), (override));
  MOCK_METHOD(Clock::time_point, now, (), (const, override));
  MOCK_METHOD(std::chrono::system_clock::time_point, wallClock, (), (const, override));
  MOCK_METHOD(void, hide, (const std::vector<std::string>& secrets), (override));
  MOCK_METHOD(std::string, load, (std::string_view key), (override));
  MOCK_METHOD(void, save, (std::string_view key, std::string_view value), (override));
  MOCK_METHOD(void, ready, (std::string_view what), (override));
  MOCK_METHOD(void, count, (std::string_view name, std::uint64_t by), (override));
};

class MockSource : public Source {
 public:
  MOCK_METHOD(std::vector<Option>, options, (), (const, override));
  MOCK_METHOD(void, configure, (const Settings& settings, Host& host), (override));
  MOCK_METHOD(void, run, (Feed & feed), (override));
};

class MockTransform : public Transform {
 public:
  MOCK_METHOD(std::vector<Option>, options, (), (const, override));
  MOCK_METHOD(void, configure, (const Settings& settings, Host& host), (override));
  MOCK_METHOD(void, apply, (const Event& event, const Emit& emit), (override));
};

class MockSink : public Sink {
 public:
  MOCK_METHOD(std::vector<Option>, options, (), (const, override));
  MOCK_METHOD(void, configure, (const Settings& settings, Host& host), (override));
  MOCK_METHOD(Outcome, deliver, (const Attempt& attempt), (override));
  MOCK_METHOD(bool, concurrent, (), (const, override));
};

/// A sink that can say what it would do.
class MockPreviewSink : public MockSink, public Previewer {
 public:
  MOCK_METHOD(Preview, preview, (const Attempt& attempt), (override));
};

}  // namespace herald::test
