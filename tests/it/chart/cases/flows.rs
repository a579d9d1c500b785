//! Sankey diagrams. The figures are made up.

use super::{Case, case, differing, origin, yearly};
use waybill::chart::{Origin, Series};

/// Every case.
pub fn all() -> Vec<Case> {
    vec![
        flows(
            "sankey-corridors",
            "title: Two of three containers to Europe pass Khorgos\nsubtitle: Containers in 2025, thousand",
            &[
                ("Kazakhstan", "China–Central Asia", 171.3),
                ("Kyrgyzstan", "Road over the Tian Shan", 168.0),
                ("Uzbekistan", "China–Central Asia", 29.8),
                ("Germany", "China–Europe", 61.2),
                ("Poland", "China–Europe", 40.5),
                ("Russia", "China–Europe", 25.1),
                ("Tajikistan", "Road over the Tian Shan", 30.2),
                ("China–Europe", "Khorgos", 80.0),
                ("China–Europe", "Alashankou", 46.8),
                ("China–Central Asia", "Khorgos", 110.0),
                ("China–Central Asia", "Alashankou", 91.1),
                ("Road over the Tian Shan", "Torugart", 98.2),
                ("Road over the Tian Shan", "Irkeshtam", 100.0),
            ],
            |all| all,
        ),
        flows(
            "sankey-derived-differing",
            "title: One flow is derived, and on one sources differ",
            &[("Khorgos", "Europe", 80.0), ("Khorgos", "Central Asia", 30.0), ("Alashankou", "Europe", 46.8)],
            |mut all| {
                let last = all.remove(2);
                let second = all.remove(1);
                all.push(origin(second, "2025", Origin::Derived));
                all.push(differing(last, "2025", 41.0, 52.0));
                all
            },
        ),
        flows(
            "sankey-passing-by",
            "title: One flow passes a column by\nhighlight: [Kashgar]",
            &[
                ("Urumqi", "Khorgos", 50.0),
                ("Kashgar", "Bishkek", 20.0),
                ("Khorgos", "Almaty", 30.0),
                ("Khorgos", "Bishkek", 20.0),
                ("Kashgar", "Almaty", 5.0),
            ],
            |all| all,
        ),
        flows("sankey-one", "title: One flow", &[("A", "B", 5.0)], |all| all),
        flows(
            "sankey-scripts",
            "title: Имена в трёх письменностях 三种文字",
            &[
                (
                    "新疆维吾尔自治区霍尔果斯口岸进出口货物总值",
                    "Республика Казахстан и Киргизская Республика",
                    188.2,
                ),
                (
                    "Сельскохозяйственная продукция и продовольственные товары",
                    "Республика Казахстан и Киргизская Республика",
                    91.0,
                ),
                (
                    "Machinery, electrical apparatus and their parts, including photovoltaic cells",
                    "阿拉山口综合保税区",
                    40.5,
                ),
                (
                    "Республика Казахстан и Киргизская Республика",
                    "Liechtensteinisch-Österreichischer Außenhandel",
                    200.0,
                ),
                ("阿拉山口综合保税区", "Liechtensteinisch-Österreichischer Außenhandel", 40.5),
            ],
            |all| all,
        ),
        flows(
            "sankey-extremes",
            "title: From billionths to trillions, and nothing",
            &[("Least", "All", 1e-9), ("One", "All", 1.0), ("Greatest", "All", 1e12), ("None", "All", 0.0)],
            |all| all,
        ),
        crowd("sankey-crowd", 12, 8, 96),
        crowd("sankey-300", 20, 15, 300),
    ]
}

fn flows(
    name: &'static str,
    head: &str,
    flows: &[(&str, &str, f64)],
    change: impl FnOnce(Vec<Series>) -> Vec<Series>,
) -> Case {
    let list: String = flows
        .iter()
        .enumerate()
        .map(|(at, (from, to, _))| format!("\n- {{ from: '{from}', to: '{to}', series: s{at} }}"))
        .collect();
    let one = |(at, (from, to, amount)): (usize, &(&str, &str, f64))| {
        yearly(&format!("s{at}"), &format!("{from} → {to}"), "thousand", 2025, &[*amount])
    };
    let series = flows.iter().enumerate().map(one).collect();
    case(name, &format!("{head}\nmark: sankey\nflows:{list}"), change(series))
}

/// So many flows between all of some origins and all of some ends.
fn crowd(name: &'static str, origins: usize, ends: usize, count: usize) -> Case {
    let pairs = (0..origins).flat_map(|from| (0..ends).map(move |to| (from, to)));
    let named: Vec<(String, String, f64)> = pairs
        .take(count)
        .map(|(from, to)| {
            (format!("Origin {from}"), format!("End {to}"), 1.0 + ((from * 7 + to * 5) % 11) as f64)
        })
        .collect();
    let borrowed: Vec<(&str, &str, f64)> =
        named.iter().map(|(from, to, amount)| (from.as_str(), to.as_str(), *amount)).collect();
    flows(name, "title: From everywhere to everywhere", &borrowed, |all| all)
}
