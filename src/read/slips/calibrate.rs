//! What is fitted to history.

use super::assert_said;

#[test]
fn parameters_have_priors_and_what_is_observed_has_a_history() {
    assert_said(
        "scenario",
        &[
            (
                "[run]",
                "[calibrate]\nparameters = 'shares'\nobserved = 'sent[*]'\n[run]",
                "scenario:41:14 unknown-parameter; scenario:42:12 bad-calibration",
                "did you mean `share`?",
            ),
            (
                "[run]",
                "[calibrate]\nparameters = 'weight[russia]'\nobserved = 'sent[*]'\n[run]",
                "scenario:41:14 bad-calibration; scenario:42:12 bad-calibration",
                "no prior that data could move",
            ),
            (
                "[run]",
                "[calibrate]\nparameters = ['weight[*]', 'weight[other]']\nobserved = 'sent[*]'\n[run]",
                "scenario:41:28 duplicate-name",
                "remove one of the two",
            ),
            (
                "[run]",
                "[calibrate]\nparameters = 'share'\nobserved = 'gdp'\n[run]",
                "scenario:42:12 no-residual",
                "those that have one are `sent`",
            ),
            (
                "[run]",
                "[calibrate]\nparameters = []\nobserved = 'sent[*]'\n[run]",
                "scenario:41:14 empty",
                "name at least one parameter",
            ),
        ],
    );
}
