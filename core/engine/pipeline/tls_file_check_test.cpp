// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/tls_file_check.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "herald/http.h"
#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The options of a plugin with two clients, and one that only has such a name.
std::vector<Option> optionsOfTwoClients() {
  auto options = httpOptions();
  for (const auto& option : httpOptions()) {
    if (option.name.starts_with("tls.")) options.push_back({.name = "oauth." + option.name, .type = option.type});
  }
  options.push_back({.name = "not-tls.ca"});
  return options;
}

class TlsFileCheckTest : public ::testing::Test {
 protected:
  std::vector<std::string> problemsWith(const Settings::Values& values) {
    std::vector<std::string> options;
    for (const auto& [option, why] : check_.problemsWith(Settings(optionsOfTwoClients(), values)))
      options.push_back(option);
    return options;
  }

  testing::TemporaryFolder folder_;
  const std::string nowhere_ = (folder_.path() / "nowhere").string();
  TlsFileCheck check_{};
};

TEST_F(TlsFileCheckTest, ChecksTheFilesOfEachClientOnItsOwn) {
  EXPECT_THAT(problemsWith({}), IsEmpty());
  EXPECT_THAT(problemsWith({{"tls.ca", nowhere_}}), ElementsAre("tls.ca"));
  EXPECT_THAT(problemsWith({{"tls.certificate", nowhere_}, {"oauth.tls.ca", nowhere_}, {"oauth.tls.key", nowhere_}}),
              ElementsAre("tls.certificate", "oauth.tls.ca", "oauth.tls.key"));
  EXPECT_THAT(problemsWith({{"not-tls.ca", nowhere_}}), IsEmpty());
}

TEST_F(TlsFileCheckTest, ReadsEachFileOnce) {
  EXPECT_THAT(problemsWith({{"tls.ca", nowhere_}}), ElementsAre("tls.ca"));
  std::filesystem::create_directory(nowhere_);
  const auto again = check_.problemsWith(Settings(httpOptions(), {{"tls.ca", nowhere_}}));
  ASSERT_EQ(again.size(), 1u);
  EXPECT_THAT(again.front().why, ::testing::HasSubstr("does not exist"));
}

}  // namespace
}  // namespace herald::core
