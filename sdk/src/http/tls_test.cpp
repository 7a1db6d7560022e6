// SPDX-License-Identifier: Apache-2.0
#include "herald/tls.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <utility>

#include "herald/http.h"
#include "http/testing/test_authority.h"

namespace herald {
namespace {

using ::testing::ElementsAre;
using testing::TestAuthority;

class TlsTest : public ::testing::Test {
 protected:
  static Settings with(Settings::Values values) { return {tlsOptions(), std::move(values)}; }

  TestAuthority authority_;
  const std::string own_ = authority_.issue({}), other_ = authority_.issue({});
};

TEST_F(TlsTest, ReadsTheFilesAndTheSwitch) {
  const TlsSettings nothing = readTls(with({}));
  EXPECT_EQ(nothing.files, TlsFiles{});
  EXPECT_TRUE(nothing.verify);

  const TlsSettings all =
      readTls(with({{"tls.ca", authority_.file()}, {"tls.certificate", own_}, {"tls.verify", "no"}}));
  EXPECT_EQ(all.files, (TlsFiles{authority_.file(), own_, own_})) << "the key is in the file of the certificate";
  EXPECT_FALSE(all.verify);
}

TEST_F(TlsTest, RefusesFilesThatTlsCannotUseAllTogether) {
  try {
    readTls(with({{"tls.ca", "/nowhere.pem"}, {"tls.certificate", own_}, {"tls.key", other_}}));
    FAIL() << "no exception";
  } catch (const BadSettings& bad) {
    std::vector<std::string> options;
    for (const auto& problem : bad.problems()) options.push_back(problem.option);
    EXPECT_THAT(options, ElementsAre("tls.ca", "tls.key"));
  }
}

TEST_F(TlsTest, HasTheSameOptionsForHttp) {
  const auto all = httpOptions();
  for (const Option& option : tlsOptions()) {
    const auto same = std::ranges::find(all, option.name, &Option::name);
    ASSERT_NE(same, all.end()) << option.name;
    EXPECT_EQ(same->type, option.type);
    EXPECT_EQ(same->help, option.help);
  }
}

}  // namespace
}  // namespace herald
