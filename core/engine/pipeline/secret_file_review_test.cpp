// SPDX-License-Identifier: Apache-2.0
#include "engine/pipeline/secret_file_review.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "herald/testing/temporary_folder.h"

namespace herald::core {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SecretFileReviewTest : public ::testing::Test {
 protected:
  /// The warnings about a sink with these values.
  std::vector<std::string> warningsFor(const std::map<std::string, std::string>& values) const {
    Configuration configuration;
    Block& block = configuration.sinks["s"];
    block = {"sink", "s", {}, folder_.path()};
    for (const auto& [option, text] : values) block.entries[option] = {text, {config_, 1}, "sink.s." + option};
    Plan plan;
    plan.sinks["s"].instance.settings = Settings(options_, {});
    std::vector<std::string> texts;
    for (const auto& [at, key, text, severity] : reviewSecretFiles(configuration, plan))
      texts.push_back(key + " " + text);
    return texts;
  }

  std::string warning(const std::string& option, const std::string& what = "this secret") const {
    return "sink.s." + option + " every user of this machine can read " + what + ": give " + open_ +
           " to the daemon's user (chown) with mode 0600";
  }

  const std::vector<Option> options_{
      {.name = "tls.certificate", .type = Type::Path},  {.name = "tls.key", .type = Type::Path},
      {.name = "tls.ca", .type = Type::Path},           {.name = "ssl.certificate.location", .type = Type::Path},
      {.name = "ssl.key.location", .type = Type::Path}, {.name = "lone.certificate", .type = Type::Path},
      {.name = "librdkafka", .type = Type::Map},        {.name = "headers", .type = Type::TemplateMap},
      {.name = "key", .type = Type::Template}};
  const testing::TemporaryFolder folder_;
  const std::string config_ = folder_.path() / "herald.properties";
  const std::string open_ = folder_.write("open", "x"), closed_ = folder_.write("closed", "x");

  void SetUp() override { fs::permissions(closed_, fs::perms(0600)); }
};

TEST_F(SecretFileReviewTest, warns_of_a_file_with_a_key_by_the_name_of_its_option) {
  for (const auto* option :
       {"tls.key", "ssl.key.location", "librdkafka.ssl.keystore.location", "librdkafka.sasl.kerberos.keytab",
        "on.PrintDone.tls.key", "for.mk3.librdkafka.ssl.keystore.location"}) {
    EXPECT_THAT(warningsFor({{option, open_}}), ElementsAre(warning(option)));
    EXPECT_THAT(warningsFor({{option, "open"}}), ElementsAre(warning(option))) << "a relative path";
    EXPECT_THAT(warningsFor({{option, closed_}}), IsEmpty()) << option;
  }
}

TEST_F(SecretFileReviewTest, warns_of_a_certificate_that_has_its_key_in_the_same_file) {
  const std::string what = "the key in this file";
  EXPECT_THAT(warningsFor({{"tls.certificate", open_}}), ElementsAre(warning("tls.certificate", what)));
  EXPECT_THAT(warningsFor({{"ssl.certificate.location", open_}}),
              ElementsAre(warning("ssl.certificate.location", what)));
  EXPECT_THAT(warningsFor({{"tls.certificate", closed_}}), IsEmpty());
  EXPECT_THAT(warningsFor({{"tls.certificate", open_}, {"tls.key", closed_}}), IsEmpty());
  EXPECT_THAT(warningsFor({{"ssl.certificate.location", open_}, {"ssl.key.location", closed_}}), IsEmpty());
  EXPECT_THAT(warningsFor({{"on.PrintDone.tls.certificate", open_}, {"on.PrintDone.tls.key", closed_}}), IsEmpty());
}

TEST_F(SecretFileReviewTest, does_not_take_other_values_for_the_path_of_a_secret) {
  for (const auto* option : {"tls.ca", "key", "headers.key", "lone.certificate", "librdkafka.ssl.crl.location"})
    EXPECT_THAT(warningsFor({{option, open_}}), IsEmpty()) << option;
}

TEST_F(SecretFileReviewTest, a_member_of_a_map_from_a_file_of_its_own_is_that_file) {
  Configuration configuration;
  Block& block = configuration.sinks["s"];
  block = {"sink", "s", {}, folder_.path()};
  block.entries["librdkafka.api.key"] = {"s3cret", {config_, 1}, "sink.s.librdkafka.api.key", true};
  block.entries["librdkafka.api.key"].file = open_;
  Plan plan;
  plan.sinks["s"].instance.settings = Settings(options_, {});
  const auto warnings = reviewSecretFiles(configuration, plan);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].key + " " + warnings[0].text, warning("librdkafka.api.key.file"));
}

}  // namespace
}  // namespace herald::core
