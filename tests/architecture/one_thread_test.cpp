// SPDX-License-Identifier: Apache-2.0
// Herald has threads everywhere. So nothing calls a function of the C library whose result is one place for all
// threads, or which changes what another thread reads at that moment. Most have a sister that ends in `_r`.
#include <gmock/gmock.h>

#include <regex>

#include "architecture/source_tree.h"
#include "harness/markdown.h"

namespace herald::testing {
namespace {

/// The calls in a text that only a process with one thread may make.
std::vector<std::string> forOneThread(const std::string& text) {
  static const std::regex calls(
      R"((?:^|[^\w.>:])(?:std::|::)?()"
      R"((?:asc|c|gm|local)time|str(?:error|tok|signal)|readdir|(?:get|set|end)(?:pw|gr|host|serv|proto|net|mnt)ent|)"
      R"(get(?:pw|gr)(?:uid|gid|nam)|get(?:host|serv|proto|net)by\w+|getlogin|inet_ntoa|)"
      R"(s?rand|[delmn]rand48|lgamma|crypt|tmpnam|tempnam|ttyname|ptsname|ctermid|cuserid|dirname|basename|)"
      R"((?:un)?setenv|putenv|clearenv|setlocale|localeconv|nl_langinfo|mblen|mbtowc|wctomb|[efg]cvt|l64a|hsearch)"
      R"()\()");
  std::vector<std::string> found;
  for (std::sregex_iterator call(text.begin(), text.end(), calls), end; call != end; ++call)
    found.push_back(call->str());
  return found;
}

TEST(OneThread, NothingCallsWhatOnlyAProcessWithOneThreadMayCall) {
  for (const auto& file : sourceFiles({"sdk", "core", "plugins"})) {
    if (file.isTest) continue;
    EXPECT_THAT(forOneThread(pageText(file.path)), ::testing::IsEmpty()) << file.path;
  }
}

TEST(OneThread, TheRuleFindsWhatBreaksIt) {
  for (const std::string wrong : {"user = ::getpwnam(name);", "std::strerror(errno)", "if (!setenv(a, b, 1))",
                                  "std::localtime(&now)", "x = rand();", "getservbyname(a, b)", "::getgrgid(1)"})
    EXPECT_THAT(forOneThread(wrong), ::testing::SizeIs(1)) << wrong;
  for (const std::string right :
       {"::getpwnam_r(a, b, c, d, e)", "mosquitto_strerror(1)", "path.basename()", "Clock::localtime(now)",
        "file->readdir()", "::gmtime_r(&a, &b)", "::getenv(\"HOME\")"})
    EXPECT_THAT(forOneThread(right), ::testing::IsEmpty()) << right;
}

}  // namespace
}  // namespace herald::testing
