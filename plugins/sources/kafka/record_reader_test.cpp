// SPDX-License-Identifier: Apache-2.0
#include "record_reader.h"

#include <gmock/gmock.h>

#include <cstdint>
#include <limits>

#include "events/bad_event.h"
#include "herald/json.h"

namespace herald::kafka {
namespace {

using ::testing::HasSubstr;

constexpr const char* kId = "0190163d-8694-739b-aea5-966c26f8ad91";

RecordReader readerWith(Settings::Values values = {}) {
  return RecordReader(Settings(RecordReader::options(), std::move(values)));
}

Record recordOf(std::string value, std::vector<std::pair<std::string, std::string>> headers = {}) {
  return {.partition = {"printers", 3},
          .offset = 17,
          .millis = 1588195498000,
          .key = "mk3",
          .headers = std::move(headers),
          .value = std::move(value)};
}

/// The attributes that a Herald writes.
std::vector<std::pair<std::string, std::string>> binaryHeaders() {
  return {{"content-type", "application/json"},
          {"ce_specversion", "1.0"},
          {"ce_id", kId},
          {"ce_source", "room%202/mk3"},
          {"ce_type", "PrintDone"},
          {"ce_time", "2026-01-31T08:15:30.250Z"},
          {"ce_subject", "benchy"},
          {"ce_device", "room 2/mk3"},
          {"ce_heraldsource", "octopi"},
          {"ce_category", "error"},
          {"ce_heraldcontext", "{\"state\":{\"text\":\"Operational\"},\n\"tags\":[\"a\"]}"}};
}

void expectTheSameEvent(const Event& event) {
  EXPECT_EQ(event.id, kId);
  EXPECT_EQ(event.type, "PrintDone");
  EXPECT_EQ(event.device, "room 2/mk3");
  EXPECT_EQ(event.source, "octopi");
  EXPECT_EQ(event.subject, "benchy");
  EXPECT_EQ(toRfc3339(event.time), "2026-01-31T08:15:30.250Z");
  EXPECT_EQ(event.category, Category::Error);
  EXPECT_EQ(event.payload, R"({"time":50.2})");
  EXPECT_EQ(jsonAt(event.context, "tags.0"), R"("a")");
  EXPECT_EQ(jsonAt(event.context, "cloudevent"), "");
}

std::string faultOf(const Record& record, const Settings::Values& values = {}) {
  try {
    readerWith(values).event(record);
    return "";
  } catch (const events::BadEvent& bad) {
    return bad.what();
  }
}

TEST(RecordReader, ABinaryEventOfAHeraldIsTheEventThatItWas) {
  expectTheSameEvent(readerWith().event(recordOf(R"({"time":50.2})", binaryHeaders())));
}

TEST(RecordReader, AStructuredEventOfAHeraldIsTheEventThatItWas) {
  JsonObject document;
  for (const auto& [header, value] : binaryHeaders())
    if (header != "content-type") document.add(header.substr(3), value);
  document.add("datacontenttype", "application/json").addRaw("data", R"({"time":50.2})");
  for (const auto* type : {"application/cloudevents+json; charset=UTF-8", "Application/CloudEvents+JSON"})
    expectTheSameEvent(readerWith().event(recordOf(document.text(), {{"content-type", type}})));
  expectTheSameEvent(readerWith().event(recordOf(document.text())));
}

TEST(RecordReader, AContextMayBeLongAndADeviceMayBeItsOwnSource) {
  auto headers = binaryHeaders();
  std::erase_if(headers,
                [](const auto& one) { return one.first == "ce_heraldsource" || one.first == "ce_heraldcontext"; });
  headers.emplace_back("ce_heraldcontext", R"({"meta":")" + std::string(100000, 'x') + R"("})");
  const auto event = readerWith().event(recordOf("{}", headers));
  EXPECT_EQ(event.source, "room 2/mk3");
  EXPECT_EQ(event.context.size(), 100011u);
  headers.pop_back();
  EXPECT_EQ(readerWith().event(recordOf("{}", headers)).context, "{}");
}

TEST(RecordReader, AnotherCloudEventKeepsAnIdThatIsAUuid) {
  const auto document = [](const std::string& id, const std::string& source) {
    return R"({"specversion":"1.0","id":")" + id + R"(","source":")" + source + R"(","type":"a.b","data":5})";
  };
  const auto idOf = [&](const std::string& id, const std::string& source) {
    return readerWith().event(recordOf(document(id, source))).id;
  };
  const Event named = readerWith().event(recordOf(document(kId, "/x")));
  EXPECT_EQ(named.id, kId);
  EXPECT_EQ(named.device, "/x");
  EXPECT_EQ(named.payload, R"({"data":5})");
  EXPECT_EQ(jsonAt(named.context, "cloudevent.type"), R"("a.b")");
  const Event numbered = readerWith().event(recordOf(document("7", "/x")));
  EXPECT_EQ(numbered.id.size(), 36u);
  EXPECT_EQ(jsonAt(numbered.context, "originalId"), R"("7")");
  EXPECT_EQ(idOf("7", "/x"), numbered.id);
  EXPECT_NE(idOf("7", "/y"), numbered.id);
  EXPECT_NE(idOf("8", "/x"), numbered.id);
}

TEST(RecordReader, PlainJsonHasTheKeyAsItsDeviceAndTheTimeOfTheRecord) {
  const auto event = readerWith().event(recordOf(R"({"type":"DoorOpened","payload":{"door":2}})"));
  EXPECT_EQ(event.type, "DoorOpened");
  EXPECT_EQ(event.device, "mk3");
  EXPECT_EQ(event.payload, R"({"door":2})");
  EXPECT_EQ(toRfc3339(event.time), "2020-04-29T21:24:58.000Z");
  const auto named = R"({"type":"A","device":"x","time":"2026-01-31T08:15:30Z"})";
  EXPECT_EQ(readerWith().event(recordOf(named)).device, "x");
  EXPECT_EQ(toRfc3339(readerWith().event(recordOf(named)).time), "2026-01-31T08:15:30.000Z");
  auto bytes = recordOf(R"({"type":"A"})");
  bytes.key = "\xff";
  EXPECT_EQ(readerWith().event(bytes).device, "");
}

TEST(RecordReader, PlainJsonMayHaveASentenceForPeople) {
  const auto event = readerWith().event(recordOf(R"({"type":"A","message":"It is done."})"));
  EXPECT_EQ(event.type, "A");
  EXPECT_EQ(event.payload, "{}");
  EXPECT_EQ(event.context, "{}");
}

TEST(RecordReader, ATimeThatCannotBeIsNone) {
  const auto timeOf = [](std::int64_t millis) {
    auto record = recordOf(R"({"type":"A"})");
    record.millis = millis;
    return readerWith().event(record).time;
  };
  EXPECT_EQ(toRfc3339(timeOf(9214646399999)), "2261-12-31T23:59:59.999Z");
  for (const std::int64_t millis :
       {std::int64_t{9214646400000}, std::int64_t{1'700'000'000'000'000}, std::numeric_limits<std::int64_t>::max(),
        std::int64_t{0}, std::int64_t{-1}, std::numeric_limits<std::int64_t>::min()})
    EXPECT_EQ(timeOf(millis), decltype(Event::time){}) << millis;
  auto strange = recordOf(R"({"type":"A"})");
  const auto id = readerWith().event(strange).id;
  strange.millis = 1'700'000'000'000'000;
  EXPECT_NE(readerWith().event(strange).id, id) << "it still tells two topics of one name apart";
}

TEST(RecordReader, ARecordWithoutAnIdHasOneOfItsPlaceInTheLog) {
  auto record = recordOf(R"({"type":"A"})");
  const auto id = readerWith().event(record).id;
  EXPECT_EQ(id.size(), 36u);
  EXPECT_EQ(readerWith().event(record).id, id);
  record.offset = 18;
  EXPECT_NE(readerWith().event(record).id, id);
  record.offset = 17;
  record.partition.number = 4;
  EXPECT_NE(readerWith().event(record).id, id);
}

TEST(RecordReader, TakesAnyJsonAsThePayloadIfTheUserNamesAType) {
  const auto event = [](const std::string& value) {
    return readerWith({{"eventType", "OrderPlaced"}}).event(recordOf(value));
  };
  EXPECT_EQ(event(R"({"type":5,"order":7})").type, "OrderPlaced");
  EXPECT_EQ(event(R"({"type":5,"order":7})").payload, R"({"type":5,"order":7})");
  EXPECT_EQ(event("[1]").payload, R"({"value":[1]})");
  EXPECT_EQ(event(R"({"specversion":"1.0","id":"1","source":"s","type":"T"})").type, "T");
}

TEST(RecordReader, SaysWhatIsWrong) {
  const auto with = [](const std::string& header, const std::string& value) {
    auto headers = binaryHeaders();
    std::erase_if(headers, [&](const auto& one) { return one.first == header; });
    headers.emplace_back(header, value);
    return recordOf("{}", headers);
  };
  EXPECT_EQ(faultOf(recordOf("")), "the record is empty");
  EXPECT_THAT(faultOf(recordOf("{")), HasSubstr("the record is not valid JSON: "));
  EXPECT_THAT(faultOf(recordOf("\xff\xfe")), HasSubstr("not UTF-8"));
  EXPECT_EQ(faultOf(recordOf("[]")), "the record is no JSON object: set eventType to take any JSON");
  EXPECT_EQ(faultOf(recordOf("{}")), "the event has no `type`");
  EXPECT_EQ(faultOf(recordOf(R"({"type":"A","x":1})")), "the event has an unknown member `x`");
  EXPECT_EQ(faultOf(recordOf(R"({"type":"A","mesage":"b"})")), "the event has an unknown member `mesage`");
  EXPECT_EQ(faultOf(recordOf("<x/>", {{"content-type", "application/cloudevents+avro"}})),
            "cannot read CloudEvents as application/cloudevents+avro: send application/cloudevents+json");
  EXPECT_EQ(faultOf(with("ce_specversion", "0.3")), "unknown specversion 0.3: send CloudEvents of 1.0");
  EXPECT_EQ(faultOf(with("ce_category", "nice")), "`category` must be lifecycle, error, progress or other");
  EXPECT_EQ(faultOf(with("ce_heraldcontext", "[]")), "`heraldcontext` must be a JSON object as text");
  EXPECT_EQ(faultOf(with("ce_subject", "\xff")), "the header ce_subject is not UTF-8");
  auto twice = binaryHeaders();
  twice.emplace_back("ce_id", "other");
  EXPECT_EQ(faultOf(recordOf("{}", twice)), "the record has the header ce_id twice");
  EXPECT_EQ(faultOf(recordOf("12345"), {{"mostBytes", "4"}}), "the record has 5 bytes: raise mostBytes");
}

TEST(RecordReader, MendsATextThatNobodyCanSendAgain) {
  const auto subjectOf = [](const std::string& subject) {
    auto headers = binaryHeaders();
    std::erase_if(headers, [](const auto& one) { return one.first == "ce_subject"; });
    headers.emplace_back("ce_subject", subject);
    return readerWith().event(recordOf("{}", headers)).subject;
  };
  EXPECT_EQ(subjectOf("a\nb\x7f"), "a b ");
  EXPECT_EQ(subjectOf(std::string(2000, 'a')), std::string(1024, 'a'));
  EXPECT_EQ(subjectOf(std::string(1023, 'a') + "\u20ac"), std::string(1023, 'a'));
  EXPECT_EQ(readerWith().event(recordOf(R"({"type":"A\u0000B"})")).type, "A B");
}

TEST(RecordReader, TakesNothingThatHeraldWouldRefuse) {
  const auto nested = [](int levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  EXPECT_EQ(faultOf(recordOf(nested(256)), {{"eventType", "A"}}), "the record is nested too deeply");
  EXPECT_EQ(faultOf(recordOf(nested(200)), {{"eventType", "A"}}), "");
}

}  // namespace
}  // namespace herald::kafka
