// SPDX-License-Identifier: Apache-2.0
#include "event_body.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "herald/json.h"
#include "http_error.h"
#include "testing/text_request.h"

/// Each folder of testcases has
///   request.txt   header fields, an empty line, the body
///   result.txt    the events, one per line, without empty fields; or the status and the sentence of the error
namespace herald::http_source {
namespace {

namespace fs = std::filesystem;

std::string textOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string describe(const Event& event) {
  JsonObject text;
  text.add("type", event.type);
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) text.add(name, value);
  };
  add("id", event.id);
  add("device", event.device);
  add("subject", event.subject);
  if (event.time != decltype(event.time){}) add("time", toRfc3339(event.time));
  text.add("category", toString(event.category)).addRaw("payload", event.payload);
  if (event.context != "{}") text.addRaw("context", event.context);
  return text.text() + "\n";
}

std::string resultOf(const fs::path& request) {
  const TextRequest read(textOf(request));
  std::string result;
  try {
    for (const Event& event : readEvents(formatOf(read.headers), read.headers, read.body)) result += describe(event);
  } catch (const HttpError& error) {
    return std::to_string(error.status()) + " " + error.what() + "\n";
  }
  return result;
}

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(HTTP_TESTCASES)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

class Body : public ::testing::TestWithParam<std::string> {};

TEST_P(Body, BecomesExactlyTheseEventsOrThisError) {
  const fs::path folder = fs::path(HTTP_TESTCASES) / GetParam();
  EXPECT_EQ(resultOf(folder / "request.txt"), textOf(folder / "result.txt"));
}

INSTANTIATE_TEST_SUITE_P(Cases, Body, ::testing::ValuesIn(cases()),
                         [](const auto& instance) { return instance.param; });

TEST(Body, HasAtMostAThousandEvents) {
  std::string lines;
  for (std::size_t i = 0; i < kMostEvents; ++i) lines += "{\"type\":\"A\"}\n";
  EXPECT_EQ(readEvents(BodyFormat::JsonLines, {}, lines).size(), kMostEvents);
  try {
    readEvents(BodyFormat::JsonLines, {}, lines + "{\"type\":\"A\"}");
    ADD_FAILURE() << "accepts too many events";
  } catch (const HttpError& error) {
    EXPECT_EQ(error.status(), 413);
  }
}

}  // namespace
}  // namespace herald::http_source
