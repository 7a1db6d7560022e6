// SPDX-License-Identifier: Apache-2.0
// The lists of Debian packages: `dev` has what a build on this machine needs, etc/debian/control what a package needs.
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace herald::testing {
namespace {

using ::testing::ContainerEq;
using ::testing::IsEmpty;
using ::testing::Not;

using Names = std::set<std::string>;

std::string textOf(const std::string& path) {
  std::ifstream in(HERALD_SOURCE "/" + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What `pattern` has in its parentheses, where it first fits.
std::string partOf(const std::string& text, const std::string& pattern) {
  std::smatch match;
  return std::regex_search(text, match, std::regex(pattern)) ? match[1].str() : "";
}

/// The names of packages in `text`, without versions, architectures and profiles.
Names namesIn(const std::string& text) {
  const auto plain = std::regex_replace(text, std::regex(R"(\([^)]*\)|<[^>]*>|:[a-z]+)"), "");
  const std::regex name("[a-z0-9][a-z0-9.+-]+");
  return {std::sregex_token_iterator(plain.begin(), plain.end(), name), std::sregex_token_iterator()};
}

Names buildPackagesOfDev() { return namesIn(partOf(textOf("dev"), R"(\nbuild_packages=\(([^)]*)\))")); }

Names buildDependencies() {
  return namesIn(partOf(textOf("etc/debian/control"), R"(\nBuild-Depends:((?:[^\n]*\n(?= ))*[^\n]*))"));
}

TEST(Packages, ThePackageIsBuiltWithWhatDevInstalls) {
  auto dev = buildPackagesOfDev();
  ASSERT_THAT(dev, Not(IsEmpty()));
  for (const auto* name : {"g++", "ccache", "ca-certificates"})
    dev.erase(name);                                       // no part of the package depends on them
  if (dev.erase("pkg-config") > 0) dev.insert("pkgconf");  // its name in a cross build
  auto package = buildDependencies();
  package.erase("debhelper-compat");
  EXPECT_THAT(package, ContainerEq(dev));
}

TEST(Packages, TheSdkReplacesTheFilesThatWereInThePackageOfTheDaemon) {
  const auto control = textOf("etc/debian/control");
  EXPECT_EQ(partOf(control, R"(\nReplaces: ([^\n]*))"), "herald (<< 0.2.0+)");
  EXPECT_EQ(partOf(control, R"(\nBreaks: ([^\n]*))"), "herald (<< 0.2.0+)");
}

}  // namespace
}  // namespace herald::testing
