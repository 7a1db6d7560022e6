#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# make_kafka.sh VERSION: brings this version of Apache Kafka from Maven Central, as a folder with its libraries. It is
# below the user's cache, where the tests of this folder and etc/farm/broker look for it: herald/kafka-VERSION. A
# finished one stays unchanged. Needs maven and default-jre-headless from Debian.
set -euo pipefail

cache=${XDG_CACHE_HOME:-$HOME/.cache}/herald
(($# == 1)) || { echo "usage: make_kafka.sh VERSION" >&2; exit 2; }
home=$cache/kafka-$1
mkdir -p "$cache"
exec 9>"$cache/kafka.lock"
flock 9
if [[ ! -d $home ]]; then
  echo "bringing Kafka $1 from Maven Central: a few minutes"
  work=$(mktemp -d "$cache/unfinished.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  # kafka-tools makes topics. Most of what it names is for Kafka Connect, which nobody needs here. slf4j-simple writes the
  # log of a broker to its standard error.
  cat >"$work/pom.xml" <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>herald</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>$1</version>
    </dependency>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka-tools</artifactId>
      <version>$1</version>
      <exclusions>
        <exclusion>
          <groupId>*</groupId>
          <artifactId>*</artifactId>
        </exclusion>
      </exclusions>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-simple</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
XML
  mvn --quiet --batch-mode --file "$work/pom.xml" -Dmaven.repo.local="$work/repository" \
    dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$work/kafka"
  java -cp "$work/kafka/*" org.apache.kafka.tools.TopicCommand --version >"$work/version"
  grep -q "^$1" "$work/version"
  mv -T "$work/kafka" "$home"
fi
ln -sfnT "kafka-$1" "$cache/kafka"
echo "Kafka $1 is in $home"
