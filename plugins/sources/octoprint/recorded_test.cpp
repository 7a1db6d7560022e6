#include <gtest/gtest.h>

#include <sstream>

#include "herald/json.h"
#include "testing_replay.h"

/// Messages that an OctoPrint sent, from files. A folder of testcases holds
///   push.txt    the script, see play(); what is not by hand was recorded from the version that it names
///   events.txt  the events that Herald makes of it: a type, and values to be found in it, as payload.reason=error
///   saved.json  what Herald knew of the printer before, if it did
///   file.json   what OctoPrint's REST API says of the file, if it does
namespace herald::octoprint {
namespace {

namespace fs = std::filesystem;

std::string textOf(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string valueAt(const Event& event, const std::string& path) {
  const std::size_t dot = path.find('.');
  const std::string root = path.substr(0, dot);
  if (root == "subject") return event.subject;
  return jsonToText(jsonAt(root == "payload" ? event.payload : event.context, path.substr(dot + 1)));
}

void expectEvent(const Event& event, const std::string& expected) {
  std::istringstream words(expected);
  std::string type, pair;
  words >> type;
  EXPECT_EQ(event.type, type);
  while (words >> pair) {
    const std::size_t equals = pair.find('=');
    EXPECT_EQ(valueAt(event, pair.substr(0, equals)), pair.substr(equals + 1)) << type << " " << pair;
  }
}

std::vector<std::string> cases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(OCTOPRINT_TESTCASES)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

class Recorded : public ::testing::TestWithParam<std::string> {};

TEST_P(Recorded, BecomesExactlyTheseEvents) {
  const fs::path folder = fs::path(OCTOPRINT_TESTCASES) / GetParam();
  test::FakeFeed feed;
  feed.host.network().answer(200, kLogin);
  feed.host.network().otherwise({200, {}, fs::exists(folder / "file.json") ? textOf(folder / "file.json") : kLogin});
  if (fs::exists(folder / "saved.json")) feed.save("printer", textOf(folder / "saved.json"));

  replay(feed, linesOf(folder / "push.txt"));

  const std::vector<std::string> expected = linesOf(folder / "events.txt");
  const std::vector<Event> events = feed.events();
  for (std::size_t i = 0; i < std::min(events.size(), expected.size()); ++i) expectEvent(events[i], expected[i]);
  for (std::size_t i = expected.size(); i < events.size(); ++i) ADD_FAILURE() << "too many: " << events[i].type;
  for (std::size_t i = events.size(); i < expected.size(); ++i) ADD_FAILURE() << "missing: " << expected[i];
}

INSTANTIATE_TEST_SUITE_P(Cases, Recorded, ::testing::ValuesIn(cases()),
                         [](const auto& instance) { return instance.param; });

}  // namespace
}  // namespace herald::octoprint
