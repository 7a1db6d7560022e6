// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/tls_file_check.h"

#include <gmock/gmock.h>

#include <map>
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
  std::vector<ConfigProblem> problems_;
  TlsFileCheck check_{folder_.path(), problems_};
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

TEST_F(TlsFileCheckTest, ARelativePathBeginsAtTheFolderOfTheMainFile) {
  Block block{.kind = "sink", .name = "phone", .entries = {}};
  const Location here{(folder_.path() / "herald.properties").string(), 3};
  for (const auto& [option, text] : std::map<std::string, std::string>{
           {"tls.ca", "certs/ca.pem"}, {"tls.key", "/etc/key.pem"}, {"tls.certificate", ""}, {"not-tls.ca", "x"}})
    block.entries.emplace(option, Entry{.text = text, .at = here, .key = "sink.phone." + option});
  const auto resolved = check_.resolved(block, optionsOfTwoClients());
  EXPECT_EQ(resolved.text("tls.ca"), (folder_.path() / "certs/ca.pem").string());
  EXPECT_EQ(resolved.text("tls.key"), "/etc/key.pem");
  EXPECT_EQ(resolved.text("tls.certificate"), "");
  EXPECT_EQ(resolved.text("not-tls.ca"), "x");
  EXPECT_THAT(problems_, IsEmpty());
}

}  // namespace
}  // namespace herald::core
