// SPDX-License-Identifier: Apache-2.0
// A plugin may start programs, from any thread and at any time. They inherit no descriptor of Herald's: each is
// close-on-exec from its first moment.
#include <gmock/gmock.h>

#include <regex>

#include "architecture/source_tree.h"
#include "harness/markdown.h"

namespace herald::testing {
namespace {

/// What is wrong in a text: the calls that open a descriptor which other programs inherit.
std::vector<std::string> inheritable(const std::string& text) {
  std::vector<std::string> found;
  const std::regex opens(
      R"((?:^|[^\w>])::(?:open|openat|socket|accept4|pipe2|memfd_create|epoll_create1|eventfd|inotify_init1)\([^;]*;)");
  for (std::sregex_iterator call(text.begin(), text.end(), opens), end; call != end; ++call) {
    if (call->str().find("CLOEXEC") == std::string::npos) found.push_back(call->str());
  }
  const std::regex without(
      R"((?:^|[^\w>])(?:::(?:dup|accept|pipe)\(|(?:std::|::)(?:fopen|popen)\(|std::[io]?fstream\b))");
  for (std::sregex_iterator call(text.begin(), text.end(), without), end; call != end; ++call)
    found.push_back(call->str());
  return found;
}

TEST(Descriptors, NoneOfTheDaemonOrOfItsPluginsIsInherited) {
  for (const auto& file : sourceFiles({"sdk", "core", "plugins"})) {
    const bool runsAlone = file.path.starts_with("core/heraldctl/") || file.path.starts_with("sdk/examples/");
    if (file.isTest || runsAlone) continue;
    EXPECT_THAT(inheritable(pageText(file.path)), ::testing::IsEmpty()) << file.path;
  }
}

TEST(Descriptors, TheRuleFindsWhatBreaksIt) {
  for (const std::string wrong :
       {"x = ::open(path, O_RDONLY);", "FileDescriptor fd(::socket(AF_UNIX,\n SOCK_STREAM, 0));", "::dup(1);",
        "std::ofstream out(path);", "std::ifstream(path) >> n;", "auto* f = std::fopen(path, \"r\");"})
    EXPECT_THAT(inheritable(wrong), ::testing::SizeIs(1)) << wrong;
  for (const std::string right :
       {"x = ::open(path, O_RDONLY | O_CLOEXEC);", "File::open(path);", "socket.open();", "::dup2(a, b);"})
    EXPECT_THAT(inheritable(right), ::testing::IsEmpty()) << right;
}

}  // namespace
}  // namespace herald::testing
