// SPDX-License-Identifier: Apache-2.0
#include "broker_address.h"

#include <gmock/gmock.h>

#include <stdexcept>

namespace herald::mqtt {
namespace {

std::string problemOf(const std::string& url) {
  try {
    return "read as " + parseBrokerAddress(url).text();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

TEST(BrokerAddress, ThePortIsThatOfTheProtocol) {
  EXPECT_EQ(parseBrokerAddress("mqtt://broker.local"), (BrokerAddress{"broker.local", 1883, false}));
  EXPECT_EQ(parseBrokerAddress("MQTTS://broker.local/"), (BrokerAddress{"broker.local", 8883, true}));
  EXPECT_EQ(parseBrokerAddress("mqtts://10.0.0.7:443"), (BrokerAddress{"10.0.0.7", 443, true}));
  EXPECT_EQ(parseBrokerAddress("mqtt://[fe80::1]:1884"), (BrokerAddress{"fe80::1", 1884, false}));
}

TEST(BrokerAddress, ItsTextReadsAsTheSameAddress) {
  for (const auto* url : {"mqtt://broker.local:1883", "mqtts://[::1]:8883"})
    EXPECT_EQ(parseBrokerAddress(url).text(), url);
}

TEST(BrokerAddress, SaysWhatIsWrong) {
  using ::testing::StartsWith;
  EXPECT_THAT(problemOf("http://broker.local"), StartsWith("has to begin with mqtt://"));
  EXPECT_THAT(problemOf("broker.local"), StartsWith("has to begin with mqtt://"));
  EXPECT_THAT(problemOf("mqtt://"), StartsWith("has no host"));
  EXPECT_THAT(problemOf("mqtt://mara:secret@broker.local"), StartsWith("has a login"));
  EXPECT_THAT(problemOf("mqtt://broker.local/printers"), StartsWith("has more than host and port"));
  EXPECT_THAT(problemOf("mqtt://broker.local:99999"), StartsWith("has to be mqtt://HOST:PORT"));
}

}  // namespace
}  // namespace herald::mqtt
