// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "herald/async_sink.h"
#include "herald/prober.h"
#include "herald/sink.h"
#include "herald/vocabulary.h"
#include "producer.h"
#include "record_templates.h"

namespace herald::kafka_sink {

/// Writes each event to a topic of Kafka. An event is delivered when all in-sync replicas have acknowledged its record.
/// After configure(), any thread may call it. An attempt needs no thread: see Producer.
class KafkaSink : public Sink,
                  public AsyncSink,
                  public Previewer,
                  public TemplateUser,
                  public VocabularyOwner,
                  public Adviser,
                  public Prober {
 public:
  std::vector<Option> options() const override;
  std::string summary() const override { return "Writes each event to a topic of Kafka or Redpanda."; }
  void configure(const Settings& settings, Host& host) override;
  Outcome deliver(const Attempt& attempt) override { return awaitOutcome(*this, attempt); }
  void begin(const Attempt& attempt, Completion done) override;
  Preview preview(const Attempt& attempt) override;
  bool concurrent() const override { return true; }
  bool uses(std::string_view variable) const override { return templates_.uses(variable); }
  Vocabulary vocabulary() const override { return templates_.vocabulary(); }
  std::vector<Problem> advice() const override { return connection_.advice(); }
  std::vector<Trouble> probe(Clock::time_point deadline) override;

 private:
  kafka::ConnectionSetup connection_{};
  RecordTemplates templates_{};
  std::shared_ptr<Producer> producer_{};
};

}  // namespace herald::kafka_sink
