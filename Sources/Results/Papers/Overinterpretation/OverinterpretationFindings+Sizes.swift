import Explanations
import Figures
import Statistics
import Text

/// Sections 4.4 and 4.5: whose subsets are small.
extension OverinterpretationFindings {
  // MARK: Section 4.4

  func mistakes() throws -> PaperReport.Section {
    let found = networks.flatMap { network in
      network.sizes.map { name, images in
        func sizes(_ isRight: Bool) -> Sample {
          Sample(
            isRight ? "right" : "wrong",
            images.filter { $0.isRight == isRight }.compactMap(\.size).map(Double.init))
        }
        let (right, wrong) = (sizes(true), sizes(false))
        return (name, right, wrong, try? MannWhitneyTest(right, wrong))
      }
    }
    func median(_ sample: Sample) -> String {
      let sorted = sample.values.sorted()
      return sorted.isEmpty ? "–" : PaperWords.number(sorted[sorted.count / 2], decimals: 0)
    }
    return (
      Part(
        "section-4-4", number: "Section 4.4", "Subsets of right predictions and of mistakes",
        ["Of the images that reach the threshold."],
        published: "“misclassifications often rely on smaller and more spurious feature subsets”; "
          + "no number in the text.",
        tables: [
          Table(
            [
              "network", "right", "pixels, median", "mistakes", "pixels, median",
              "a right one is larger", "p",
            ],
            found.map { name, right, wrong, test in
              [
                name, "\(right.count)", median(right), "\(wrong.count)", median(wrong),
                PaperWords.percent(test?.commonLanguageEffect), PaperWords.pValue(test?.pValue),
              ]
            }, caption: "Mann-Whitney, ties counting half.")
        ]),
      [
        Claim(
          "Mistakes hang on fewer pixels than right predictions",
          published: "“misclassifications often rely on smaller … feature subsets” (4.4).",
          PaperWords.verdict(
            found.map { _, _, _, test in
              test.map { ($0.commonLanguageEffect > 0.5, $0.pValue) }
            }),
          test: "how often the subset of a right prediction is the larger (Mann-Whitney, Holm): "
            + found.map { name, right, wrong, test in
              "\(name) "
                + (test.map {
                  PaperWords.percent($0.commonLanguageEffect) + " (\(right.count) right, "
                    + "\(wrong.count) wrong), " + PaperWords.p($0.pValue)
                } ?? "not defined (\(right.count) right, \(wrong.count) wrong)")
            }.joined(separator: "; ") + ".")
      ]
    )
  }

  // MARK: Section 4.5

  func mitigation() throws -> PaperReport.Section {
    let kinds = [
      ("-ensemble", "An ensemble needs more pixels", "ensemble"),
      ("-dropout", "A network trained with input dropout needs more pixels", "input dropout"),
    ]
    let found = try kinds.map { suffix, _, _ in
      (
        suffix,
        networks.allSatisfy { $0.sizes(suffix) == nil }
          ? nil : try paired { larger($0, suffix) }
      )
    }
    let claims = zip(kinds, found).map { kind, found in
      let published = "“can each help mitigate overinterpretation” (4.5); no number in the text."
      guard let tests = found.1 else {
        return Claim(
          kind.1, published: published, .cannotBeTold,
          test: "no \(kind.2) that is comparable: models were taken that were trained elsewhere.")
      }
      return Claim(
        kind.1, published: published,
        PaperWords.verdict(tests.map { $0.test.map { ($0.difference > 0, $0.pValue) } }),
        test: "pixels enough, with \(kind.2) less without, images that reach the threshold in both "
          + "(sign permutation, Holm): "
          + tests.map { name, test in
            "\(name) "
              + (test.map {
                NumberText.signed($0.difference, decimals: 1)
                  + " (\(PaperWords.interval($0.interval, decimals: 1)); \($0.count) images), "
                  + PaperWords.p($0.pValue)
              } ?? "not defined")
          }.joined(separator: "; ") + ".")
    }
    return (nil, claims)
  }

  private func larger(_ network: OverinterpretedNetwork, _ suffix: String) -> [Double] {
    zip(network.sizes(suffix) ?? [], network.sizes.first?.images ?? []).compactMap { one, other in
      one.size.flatMap { size in other.size.map { Double(size - $0) } }
    }
  }
}
