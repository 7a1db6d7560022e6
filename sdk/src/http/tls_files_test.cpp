// SPDX-License-Identifier: Apache-2.0
#include "herald/tls_files.h"

#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "herald/testing/temporary_folder.h"
#include "http/testing/test_authority.h"

namespace herald {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using testing::TestAuthority;

class TlsFilesTest : public ::testing::Test {
 protected:
  static std::vector<std::string> problems(const TlsFiles& files) {
    std::vector<std::string> texts;
    for (const auto& [option, why] : problemsOf(files)) texts.push_back(option + " " + why);
    return texts;
  }

  /// A PEM file with a key of another kind than those of the authority.
  std::string otherKindOfKey() const {
    const auto file = (folder_.path() / "ed25519.pem").string();
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"),
                                                                  EVP_PKEY_free);
    const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_file(file.c_str(), "w"), BIO_free);
    PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return file;
  }

  TestAuthority authority_;
  testing::TemporaryFolder folder_;
  const std::string good_ = authority_.issue({}), other_ = authority_.issue({});
  const std::string text_ = folder_.write("text", "no PEM\n").string();
  const std::string nowhere_ = (folder_.path() / "nowhere").string();
};

TEST_F(TlsFilesTest, FindsNothingWrongWithWhatTlsCanUse) {
  EXPECT_THAT(problems({}), IsEmpty());
  EXPECT_THAT(problems({.ca = authority_.file()}), IsEmpty());
  EXPECT_THAT(problems({.certificate = good_}), IsEmpty());
  EXPECT_THAT(problems({.ca = authority_.file(), .certificate = good_, .key = good_}), IsEmpty());
}

TEST_F(TlsFilesTest, SaysInOneSentenceWhatIsWrongAndWhatToDo) {
  const std::string locked = authority_.issue({.passphrase = "open sesame"});
  const std::string inFile = text_ + "/x", large = folder_.write("large", "").string();
  fs::resize_file(large, (std::uintmax_t{16} << 20) + 1);
  const std::pair<TlsFiles, std::string> table[] = {
      {{.ca = nowhere_}, "tls.ca names `" + nowhere_ + "`, which does not exist: create it, or correct the path"},
      {{.ca = inFile},
       "tls.ca names `" + inFile + "`, which cannot be read (Not a directory): give it to the daemon's"},
      {{.ca = folder_.path().string()}, "tls.ca names `" + folder_.path().string() + "`, which is a folder"},
      {{.ca = large}, "tls.ca names `" + large + "`, which is larger than 16 MiB"},
      {{.ca = text_}, "tls.ca names `" + text_ + "`, which has no usable certificates in PEM format ("},
      {{.certificate = text_},
       "tls.certificate names `" + text_ + "`, which has no usable certificate in PEM format ("},
      {{.certificate = nowhere_}, "tls.certificate names `" + nowhere_ + "`, which does not exist"},
      {{.certificate = authority_.file()},
       "tls.key names `" + authority_.file() + "`, which has no usable private key"},
      {{.certificate = good_, .key = nowhere_}, "tls.key names `" + nowhere_ + "`, which does not exist"},
      {{.certificate = good_, .key = text_}, "tls.key names `" + text_ + "`, which has no usable private key"},
      {{.certificate = good_, .key = other_},
       "tls.key names `" + other_ + "`, which has the key of another certificate"},
      {{.certificate = good_, .key = otherKindOfKey()},
       "tls.key names `" + otherKindOfKey() + "`, which has the key of another certificate"},
      {{.certificate = locked}, "tls.key names `" + locked + "`, which has a key with a passphrase"},
      {{.key = good_}, "tls.certificate is missing, but tls.key is set: name the certificate of that key"},
  };
  for (const auto& [files, says] : table) EXPECT_THAT(problems(files), ElementsAre(StartsWith(says)));
}

TEST_F(TlsFilesTest, ReportsBothKindsOfFilesTogether) {
  EXPECT_THAT(problems({.ca = nowhere_, .certificate = text_}),
              ElementsAre(StartsWith("tls.ca names"), StartsWith("tls.certificate names")));
}

}  // namespace
}  // namespace herald
