"""The declarative configuration of Kong → a draft; `document` puts it together.

plugins ─▶ identify
routes (paths) ─▶ entries ─ products (mounts) ─▶ products and backends with rules
consumers ─▶ rows of applications.csv
"""
